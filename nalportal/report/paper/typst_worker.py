"""The program that compiles one document and ends: started by ``typst_process``, never imported.

Reads the job as JSON from standard input, writes the PDF to standard output. It imports nothing of
the house, so that it starts fast and has no setting, secret or database within reach.
"""

import base64
import json
import sys

import typst


def main() -> int:
    """0: the PDF is on standard output. 1: what went wrong is on standard error."""
    job = json.load(sys.stdin.buffer)
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=job["font_paths"]
    )
    try:
        pdf, warnings = typst.compile_with_warnings(  # type: ignore[call-overload]  # stubs lack dict
            {name: base64.b64decode(source) for name, source in job["sources"].items()},
            root=".",
            font_paths=fonts,
            format="pdf",
            pdf_standards=job["standards"],
            sys_inputs={"document": job["document"]},
            timestamp=job["timestamp"],
        )
    except typst.TypstError as error:
        sys.stderr.write(error.diagnostic or str(error))
        return 1
    sys.stderr.writelines(f"{warning}\n" for warning in warnings)
    sys.stdout.buffer.write(pdf)
    return 0


if __name__ == "__main__":
    sys.exit(main())
