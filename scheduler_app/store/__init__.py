"""The rows: SQLAlchemy models and the few queries that several use cases share."""

# Its listeners must see every change, so it comes with whatever part of the store is imported first.
from scheduler_app.store import editions as editions
