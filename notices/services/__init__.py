"""The acts of the house."""

from notices.services.channels import add_channel, remove_channel, set_channel, try_channel
from notices.services.notices import mark_all_read, mark_read, notify, tell

__all__ = ["add_channel", "mark_all_read", "mark_read", "notify", "remove_channel", "set_channel", "tell", "try_channel"]
