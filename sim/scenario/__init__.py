"""What the service is: meaning, validity, units and evidence of every input; deeply frozen."""

from sim.scenario.load import load_service
from sim.scenario.timeline import Service

__all__ = ["Service", "load_service"]
