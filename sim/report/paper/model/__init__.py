"""The documentation of the model: what STRESS-DES asks of a report, filled from the config and from the results.

``described`` is what there is to document; ``objectives``, ``logic``, ``data`` and ``running`` each say some items of
the checklist, ``completeness`` how much of it is there, and ``document`` puts all into one paper.

References
----------
Monks, T., Currie, C. S. M., Onggo, B. S., Robinson, S., Kunc, M. and Taylor, S. J. E. (2019). Strengthening the
reporting of empirical simulation studies: introducing the STRESS guidelines. Journal of Simulation 13(1), 55-67.
"""
