"""Files below the target: reached without links, replaced without losing what others write."""
