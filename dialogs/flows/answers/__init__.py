"""Short answers: yes, no, thanks, a yes with a question, an answer to staff's question."""
