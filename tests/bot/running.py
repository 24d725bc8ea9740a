"""Run the production application within a test."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from telegram import Update

from bot.application import QuothApplication


@asynccontextmanager
async def polling(application: QuothApplication, seconds: int = 10) -> AsyncIterator[QuothApplication]:
    """Let an application poll, for *seconds* at a time, until the block ends."""
    try:
        await application.initialize()
        assert application.updater is not None
        await application.updater.start_polling(timeout=seconds, allowed_updates=Update.ALL_TYPES)
        await application.start()
        yield application
    finally:
        await stop(application)


async def stop(application: QuothApplication) -> None:
    """Stop an application if it is running, and close it."""
    if application.updater is not None and application.updater.running:
        await application.updater.stop()
    if application.running:
        await application.stop()
    await application.shutdown()
