"""Short answers by themselves: yes, no, thanks, a question beside, an answer to staff."""
