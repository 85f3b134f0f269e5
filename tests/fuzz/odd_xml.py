"""What no spreadsheet writes into the XML of a workbook: what stands there, and what may take its place."""

from collections.abc import Sequence

__all__ = ["XML"]

XML: Sequence[tuple[bytes, Sequence[bytes]]] = (
    (
        b' r="',
        (
            b' q="',
            b' r="A',
            b' r="XFD1048576" s="',
            b' r="ZZZ1" x="',
            b' r="A0" x="',
            b' r="A10000000" x="',
            b' r="" x="',
        ),
    ),
    (
        b"<v>",
        (
            b"<v>9",
            b"<v>99999",
            b"<v>-1",
            b"<v>1e400",
            b"<v>nan",
            b"<v> ",
            b"<v><v>",
            b"<f>1+1</f><v>",
            b"<v>2958466.5",
            b"<v>-1e15",
        ),
    ),
    (b't="s"', (b't="b"', b't="e"', b't="n"', b't="d"', b't="str"', b't="inlineStr"', b't="x"', b"")),
    (
        b"<dimension ",
        (b'<dimension ref="A1:XFD1048576" x="', b'<dimension ref="B2:A1" ', b'<dimension ref="A1:ZZZ99999999" '),
    ),
    (
        b"<row ",
        (b'<row r="10000000" ', b'<row r="0" ', b'<row r="1048576" ', b'<row r="-1" ', b"<rox ", b'<row spans="9:1" '),
    ),
    (
        b"</sheetData>",
        (
            b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
            b'</sheetData><mergeCells><mergeCell ref="XFD1:A9"/></mergeCells>',
            b"",
            b"</sheetData></sheetData>",
            b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>',
            b'<row r="1"><c r="A1"><v>1</v></c></row></sheetData>',
        ),
    ),
    (b"<?xml", (b'<!DOCTYPE x [<!ENTITY a "b">]><?xml', b"\xef\xbb\xbf<?xml", b"\xff\xfe<?xml", b" <?xml", b"")),
    (b"UTF-8", (b"UTF-16", b"utf-7", b"windows-874", b"x")),
    (
        b"<t>",
        (
            b"<t>&#x0;",
            b"<t>&#xD800;",
            b"<t>&#99999999;",
            b"<t>&x;",
            b"<t>_x0000_",
            b"<t>_xD800_",
            b"<t><![CDATA[",
            b"<t><!--",
        ),
    ),
    (b"rId", (b"rId9", b"rIdX", b"")),
    (b"Target=", (b'Target="../../x" T=', b'Target="/xl/workbook.xml" T=', b"T=")),
    (b"<sheet ", (b'<sheet state="veryHidden" ', b'<sheet name="" ', b"<shoot ")),
    (b'numFmtId="', (b'numFmtId="14', b'numFmtId="99999999999', b'numFmtId="-')),
    (b's="', (b's="999', b's="-', b's="99999999999999999999')),
    (b'count="', (b'count="9', b'count="-', b'count="4294967295" x="', b'count="99999999999999999999')),
)
