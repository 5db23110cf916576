"""What is not clear enough to be acted on."""

from dialogs.flows.flow_spec import FlowSpec
from dialogs.flows.hinted import unclear
from dialogs.intents import Intent

FLOWS = (FlowSpec(Intent.UNCLEAR, unclear, asked_in_mourning=True),)
