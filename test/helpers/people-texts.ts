/** Three people in each of the text formats; the phone number of the third is `bad`. */

export const TEXTS: readonly (readonly [
  what: string,
  name: string,
  content: string | Uint8Array,
])[] = [
  [
    "a csv of a German Excel, with quoted line breaks and no last line end",
    "german.csv",
    '\ufeffExternalId;LastName;PhoneWork;Note\r\n1;"Groß; Söhne";040 1234567;3,50\r\n2;"zwei\nZeilen";+358401234568;"er sagte ""ja"""\r\n3;Weiß;bad;x',
  ],
  [
    "the Unicode text of Excel",
    "unicode.txt",
    Buffer.from(
      "\ufeffExternalId\tLast Name\tPhone Work\r\n1\tЮля 😀\t0401234567\r\n2\tB\t0401234568\r\n3\tC\tbad\r\n",
      "utf16le",
    ),
  ],
  [
    "a csv with a line sep=",
    "sep.csv",
    "sep=|\r\nLastName|External-ID|PhoneWork\r\nA|1|0401234567\r\nB|2|0401234568\r\nC|3|bad\r\n",
  ],
  [
    "tab-separated text",
    "tab.txt",
    'ExternalId\tLastName\tPhoneWork\n1\t"two\nlines"\t0401234567\n2\tB\t0401234568\n3\tC\tbad\n',
  ],
  [
    "xml with elements, attributes and a namespace",
    "people.xml",
    '<p:people xmlns:p="urn:x"><p:person ExternalId="1"><LastName>A &amp; Ö</LastName><PhoneWork>0401234567</PhoneWork></p:person><p:person ExternalId="2" LastName="B" PhoneWork="0401234568"/><p:person ExternalId="3" LastName="C"><PhoneWork><![CDATA[bad]]></PhoneWork></p:person></p:people>',
  ],
  [
    "json with numbers and an object around the list",
    "people.json",
    '{"count":3,"people":[{"ExternalId":1,"LastName":"A","PhoneWork":"0401234567"},{"ExternalId":2,"LastName":"B","PhoneWork":"0401234568","Vip":true},{"ExternalId":3,"LastName":"C","PhoneWork":"bad"}]}',
  ],
  [
    "json lines",
    "people.jsonl",
    '{"ExternalId":"1","LastName":"A","PhoneWork":"0401234567"}\n\n{"ExternalId":"2","LastName":"B","PhoneWork":"0401234568"}\r\n{"ExternalId":"3","LastName":"C","PhoneWork":"bad"}',
  ],
];
