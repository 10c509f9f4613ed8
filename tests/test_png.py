"""Pictures of greys: every pixel comes back as the nearest of the greys that the bits allow."""

import io

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from mingzhang.original.png import png


@given(st.data(), st.sampled_from([1, 2, 4]), st.integers(1, 21), st.integers(1, 9))
def test_pixels_come_back(data, bits, width, height):
    stride = -(-width // 8) * 8
    greys = data.draw(st.binary(min_size=stride * height, max_size=stride * height))
    picture = Image.open(io.BytesIO(png(greys, width, height, stride, bits)))
    assert picture.size == (width, height)
    most = (1 << bits) - 1
    shown = picture.convert("L")
    for y in range(height):
        for x in range(width):
            assert shown.getpixel((x, y)) == (greys[y * stride + x] >> (8 - bits)) * 255 // most
