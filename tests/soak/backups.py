"""What must hold of the backups that were made meanwhile: the newest, and the copies of the log."""

from tests.end_to_end.installed import Installed
from tests.soak.checks import Check


async def backup_checks(textback: Installed) -> list[Check]:
    """List the backups, try the newest, and make the store of the copies of its log."""
    listed = await textback.json("backup", "list")
    tried = await textback.run("backup", "drill", "--json")
    restored = await textback.run(
        *("restore", "--from", "frames", "--to", "restored", "--key", "backup.key", "--json")
    )
    made = f"{len(listed['backups'])} kept; {'; '.join(listed['troubles']) or 'nothing wrong'}"
    return [
        Check("backups were made, and the last drill passed", listed["drill"]["passed"], made),
        Check("the newest backup passes a drill", tried.code == 0, (tried.out + tried.err).strip()),
        Check(
            "the store is made of the copies of its log",
            restored.code == 0 and '"cut": ""' in restored.out,
            (restored.out + restored.err).strip(),
        ),
    ]
