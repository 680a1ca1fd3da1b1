"""carecap: a discrete-event simulator of an adult social care assessment service.

Importing this package only defines names; nothing runs and nothing heavy is loaded.
"""

__version__ = "0.1.0"
