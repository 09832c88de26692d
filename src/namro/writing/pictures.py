"""Photographs as they may be kept: the picture alone, without what the camera wrote beside it."""

import io
import warnings

from PIL import Image, ImageOps

from namro.kernel.problems import Refused

MOST_PIXELS = 60_000_000
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG"}


def without_metadata(content: bytes, content_type: str) -> bytes:
    """A JPEG or PNG without place, time, device and remarks, turned the way it was held; other types as they came.

    Raises Refused for a picture that cannot be opened or has more than MOST_PIXELS.
    """
    kind = FORMATS.get(content_type)
    if kind is None:
        return content
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(content), formats=[kind]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Refused("too-large", "Ảnh quá lớn; chụp lại ở độ phân giải thấp hơn.")
            bare = ImageOps.exif_transpose(picture)
            bare.info = {}
            written = io.BytesIO()
            if kind == "JPEG":
                bare.save(written, kind, quality=90, exif=b"")
            else:
                bare.save(written, kind, exif=b"")
            return written.getvalue()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as cause:
        raise Refused("file-kind", "Không mở được ảnh; chụp lại hoặc lưu lại ảnh rồi tải lên.") from cause
