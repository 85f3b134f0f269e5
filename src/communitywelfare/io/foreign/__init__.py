"""Other people's files (ไฟล์รูปแบบอื่น): registers and lists as funds keep them, in layouts that are not ours.

A *profile* says which column of such a file is which. Each column is read whole: its cells, what is wrong with single
ones, and what can be seen only of all of them together, such as the era of its years.
"""

__all__: list[str] = []
