"""Draws each SVG file as a 300 dpi printer does and prints what a barcode reader reads on it, one JSON document."""

import io
import json
import sys

import resvg_py
import zxingcpp
from PIL import Image


def read(path):
    with open(path, encoding="utf-8") as file:
        svg = file.read()
    png = resvg_py.svg_to_bytes(svg_string=svg, dpi=300, background="white")
    image = Image.open(io.BytesIO(png)).convert("L")
    found = zxingcpp.read_barcodes(image)
    return [{"format": str(code.format).split(".")[-1], "text": code.text} for code in found]


print(json.dumps([read(path) for path in sys.argv[1:]]))
