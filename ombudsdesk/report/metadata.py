"""What a file says about itself: its title, its language, the standards it keeps to. No dates, no people, no places."""

from __future__ import annotations

import hashlib
from typing import Any
from xml.sax.saxutils import escape

from ombudsdesk import paths
from ombudsdesk.report.reportlab_safely import pdfdoc

PRODUCER = "ombudsdesk"

_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:format>application/pdf</dc:format>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"><pdf:Producer>{producer}</pdf:Producer></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 that this file keeps to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
</rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>
"""


class _Info(pdfdoc.PDFInfo):  # type: ignore[misc]  # ReportLab has no types
    """The document information: title and producer, and nothing else that ReportLab would add."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = title

    def format(self, document: Any) -> Any:
        entries = {"Title": pdfdoc.PDFString(self.title), "Producer": pdfdoc.PDFString(PRODUCER)}
        return pdfdoc.PDFDictionary(entries).format(document)


def write(document: Any, *, title: str, language: str, content: bytes) -> None:
    """Put the metadata into a ReportLab document. `language` is a tag such as "es-US"; the file's ID comes from `content`
    alone, so that the same report is the same file on every computer and every day."""
    packet = _XMP.format(title=escape(title), language=language, producer=PRODUCER).encode()
    catalogue = document.Catalog
    catalogue.__NoDefault__ = [*catalogue.__NoDefault__, "OutputIntents"]
    catalogue.OutputIntents = pdfdoc.PDFArray([_output_intent(document)])
    catalogue.Metadata = pdfdoc.XMP(creator=lambda _document: packet)
    catalogue.MarkInfo = pdfdoc.PDFDictionary({"Marked": "true"})
    document.info = _Info(title)
    digest = hashlib.sha256(packet + content).hexdigest()[:32]
    document._ID = f"[<{digest}><{digest}>]".encode()


def _output_intent(document: Any) -> Any:
    """The colours are sRGB: the profile lies in the file, so that they look the same wherever it is printed."""
    profile = pdfdoc.PDFStream(content=paths.resource("srgb.icc").read_bytes(), filters=[pdfdoc.PDFZCompress])
    profile.dictionary["N"] = 3
    entries = {
        "Type": "/OutputIntent",
        "S": "/GTS_PDFA1",
        "OutputConditionIdentifier": pdfdoc.PDFString("sRGB IEC61966-2.1"),
        "Info": pdfdoc.PDFString("sRGB IEC61966-2.1"),
        "DestOutputProfile": document.Reference(profile, "ColourProfile"),
    }
    return pdfdoc.PDFDictionary(entries)
