"""The program that turns drawings into pictures and ends: started by ``pictures``, never imported.

Reads JSON with the folder of the typeface and a list of SVG texts, writes a JSON list of PNG
files, by the engine that prints the same drawings. It imports nothing of the house.
"""

import base64
import json
import sys

import typst

SOURCE = b"""
#set page(width: auto, height: auto, margin: 0pt)
#set text(font: "Source Sans 3", fallback: false)
#json(bytes(sys.inputs.drawings)).map(svg => image(bytes(svg), format: "svg")).join(pagebreak())
"""
# Twice as fine as the drawing: sharp in print.
DOTS_PER_INCH = 144.0


def main() -> None:
    job = json.load(sys.stdin.buffer)
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[job["fonts"]]
    )
    made = typst.compile(  # type: ignore[call-overload]  # stubs know no ppi of a page
        SOURCE,
        root=".",
        font_paths=fonts,
        format="png",
        ppi=DOTS_PER_INCH,
        sys_inputs={"drawings": json.dumps(job["drawings"])},
    )
    pictures = made if isinstance(made, list) else [made]
    sys.stdout.buffer.write(
        json.dumps([base64.b64encode(one).decode() for one in pictures]).encode()
    )


if __name__ == "__main__":
    main()
