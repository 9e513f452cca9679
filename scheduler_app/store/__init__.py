"""The rows: SQLAlchemy models and the few queries that several use cases share."""
