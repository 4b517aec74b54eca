[(atx_heading) (setext_heading)] @heading
(section (paragraph) @paragraph)
