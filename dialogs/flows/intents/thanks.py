"""The client thanks."""

from dialogs.flows.flow_spec import FlowSpec
from dialogs.flows.hinted import thanked
from dialogs.intents import Intent

FLOWS = (FlowSpec(Intent.THANKS, thanked, from_anybody=True),)
