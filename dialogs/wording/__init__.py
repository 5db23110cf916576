"""Words our messages: named texts filled with facts, within the rules of disclosure."""
