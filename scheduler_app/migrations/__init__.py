"""The schema's history, shipped with the package; `scheduler-app db upgrade` walks it."""
