/** Programs for Python that write workbooks as people have them, with all that they do to a sheet. */

/** A directory as somebody has kept it for years. */
export const KEPT = `
import sys
from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.workbook.defined_name import DefinedName
wb = Workbook()
ws = wb.active
ws.title = "Kontakte"
rows = [
    [None] * 9,
    ["Last Name", "External ID", "phone_work", "Phone-Mobile", "E-Mail", "Postal Code", "Shoe size", None, "VIP"],
    ["Müller", "E1", 358401234567, "0401234568", "a@example.com", 100, 42, "stray", True],
    ["Иванов 😀", 1002, "'+358401234569", None, " b@example.com ", "00100", None, None, "x"],
    ["Scientific", "E3", 3.58e20, None, None, None, None, None, None],
    ["As text", "E4", "3,58E+11", None, None, None, None, None, None],
    ["Formula", "E5", "=1+1", None, None, None, None, None, None],
    ["Error", "E6", "#N/A", None, None, None, None, None, None],
    ["Three faults", "E7", "12", None, "bad mail", None, None, None, "perhaps"],
    ["Twice", "E1", "0401112222", None, None, None, None, None, None],
    [None] * 9,
    ["two\\nlines", "E9", 1234, None, None, None, None, None, 0],
]
for row in rows: ws.append(row)
ws["E3"].hyperlink = "mailto:a@example.com"
ws.auto_filter.ref = "A2:I12"
ws.freeze_panes = "A3"
ws.row_dimensions[4].hidden = True
ws.column_dimensions["D"].hidden = True
ws.merge_cells("A13:I13")
valid = DataValidation(type="list", formula1='"TRUE,FALSE"')
ws.add_data_validation(valid)
valid.add("I3:I100")
for row in range(14, 300): ws.cell(row, 1).fill = PatternFill("solid", fgColor="FFEEEE")
ws.cell(1048576, 1).font = Font(bold=True)
wb.defined_names.append(DefinedName("People", attr_text="Kontakte!$A$2:$I$12"))
wb.create_sheet("Notizen")["A1"] = "only text"
secret = wb.create_sheet("Geheim", 0)
secret.sheet_state = "hidden"
secret["A1"] = "hidden"
wb.active = 1
wb.save(sys.argv[1])
`;

/** What XlsxWriter does that openpyxl does not: cached values, rich texts, tables, the dates of 1904. */
export const WRITTEN = `
import sys, datetime as d
import xlsxwriter
wb = xlsxwriter.Workbook(sys.argv[1], {"date_1904": True})
ws = wb.add_worksheet("Blocked")
date = wb.add_format({"num_format": "dd.mm.yyyy"})
bold = wb.add_format({"bold": True})
head = ["Reason", "Number", "Valid Until", "Days to expiry"]
ws.write_row(0, 0, head)
ws.write_rich_string(1, 0, "asked ", bold, "twice", " for it")
ws.write_formula(1, 1, '="+35840"&"1234570"', None, "+358401234570")
ws.write_datetime(1, 2, d.datetime(2031, 3, 4), date)
ws.write(2, 1, 401234571)
ws.write_formula(2, 3, "=15*2", None, 30)
ws.write(3, 1, "0401234572")
ws.write(3, 2, "04.03.2031")
ws.write(4, 1, 12345678901234567890)
ws.add_table(0, 0, 4, 3, {"columns": [{"header": h} for h in head]})
wb.define_name("Numbers", "=Blocked!$B$2:$B$5")
wb.close()
`;
