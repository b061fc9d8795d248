"""Wall sheets: an edition as a printed board.

The lines of a board are set here, not by the printer's engine: Han text stands on a grid of whole ems, so where a line
ends follows from counting. That makes the type size that fills a sheet a matter of arithmetic, and one layout enough.

sheet: what is printed. scripted: in which script. designs: how it looks. sizes: the boards. widths, composing: from text to
lines. layout: from lines to pages. fitting: which size of type. frame, red_head: what stands fixed. foot: the control block.
rendering: the PDF.
"""
