"""The application: how it is put together, how it runs, and which handler gets what."""

from bot.application.building import UPLOADS, build_application
from bot.application.quoth_application import QuothApplication

__all__ = ["UPLOADS", "QuothApplication", "build_application"]
