"""The words of reasons, in the language of whoever reads them: pages, commands and the log."""
