"""Programs that tests start beside themselves."""

from asyncio.subprocess import Process


async def kill(process: Process) -> None:
    """Kill a program that may have ended by itself meanwhile, and wait for its end."""
    if process.returncode is None:  # after the end there is nobody to signal: ProcessLookupError
        process.kill()
    await process.wait()
