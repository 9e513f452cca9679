"""The organisation's logo. Its size and digest stand in the settings; the picture itself is read only to be served."""

from __future__ import annotations

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from scheduler_app.store.db import Base


class Logo(Base):
    """At most one row: another logo replaces it, under another address."""

    __tablename__ = "logo"

    digest: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]  # its media type, by its bytes
    body: Mapped[bytes] = mapped_column(LargeBinary)
