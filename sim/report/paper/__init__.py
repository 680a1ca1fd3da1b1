"""The board paper: what results say, in words, tables and charts, for a page, a workbook and a word processor.

``found`` reads a results folder; the modules of ``sections`` say what it holds, as ``blocks``; ``html``, ``word`` and
``workbook`` print these. Nothing here simulates.
"""
