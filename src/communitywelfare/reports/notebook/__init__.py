"""What a notebook shows of values: a fragment of a page for each type, in rooms by the parts of the library.

Which room shows which type is said in `communitywelfare.notebook`, the door to all of them. Each room has a function
``shown_fragment``, which takes one or several values of one type and a language.
"""

__all__: tuple[str, ...] = ()
