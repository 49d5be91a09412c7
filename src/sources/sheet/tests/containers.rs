//! A file that is neither text nor a workbook is named as what it is, with what to do about it.

use std::io::Write;

use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

use super::*;

/// A zip file with these files in it.
fn zip(files: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, content) in files {
        writer.start_file(*name, options).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A container of before 2007 with a stream of this name; what is in it does not matter.
fn old(stream: &str) -> Vec<u8> {
    let mut bytes = vec![0; 1024];
    bytes[..8].copy_from_slice(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
    for (place, name) in [(512, "Root Entry"), (640, stream)] {
        let wide: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        bytes[place..place + wide.len()].copy_from_slice(&wide);
        bytes[place + 64] = u8::try_from(wide.len()).unwrap();
        bytes[place + 66] = if name == stream { 2 } else { 5 };
    }
    bytes
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[test]
fn every_other_kind_of_file_is_named_as_what_it_is_with_what_to_do() {
    let spreadsheet = ("mimetype", "application/vnd.oasis.opendocument.spreadsheet");
    let wide_page = [b"\xff\xfe".to_vec(), wide("<!DOCTYPE html><html>")].concat();
    let files: [(&str, Vec<u8>); 24] = [
        ("xls", old("Workbook")),
        ("xls of 1995", old("Book")),
        ("password", old("EncryptedPackage")),
        ("doc", old("WordDocument")),
        ("ods", zip(&[spreadsheet, ("content.xml", "")])),
        ("odt", zip(&[("mimetype", "application/vnd.oasis.opendocument.text")])),
        ("xlsb", zip(&[("[Content_Types].xml", ""), ("xl/workbook.bin", "")])),
        ("docx", zip(&[("[Content_Types].xml", ""), ("word/document.xml", "")])),
        ("numbers", zip(&[("Index/Document.iwa", "")])),
        ("zip", zip(&[("v46.csv", "a;b"), ("v47.csv", "a;b"), ("v48.csv", ""), ("v49.csv", "")])),
        ("empty zip", zip(&[])),
        ("gz", b"\x1f\x8b\x08\0".to_vec()),
        ("7z", b"7z\xbc\xaf\x27\x1c\0".to_vec()),
        ("pdf", b"%PDF-1.7".to_vec()),
        ("html as xls", b"\xef\xbb\xbf\n<table border=1><tr>".to_vec()),
        ("wide html", wide_page),
        (
            "xml as xls",
            b"<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?><Workbook>".to_vec(),
        ),
        ("xml", b"<?xml version=\"1.0\"?><usage>".to_vec()),
        ("json", b"{ \"data\": []".to_vec()),
        ("json list", b"[\n  {\"unit\"".to_vec()),
        ("parquet", b"PAR1\x15\x04".to_vec()),
        ("sav", b"$FL2@(#)".to_vec()),
        ("png", b"\x89PNG\r\n\x1a\n".to_vec()),
        ("rtf", b"{\\rtf1".to_vec()),
    ];
    let told: Vec<String> = files
        .iter()
        .map(|(name, content)| {
            let Err(SourceError::NoUsableFile { failed }) = read_bytes(content, "") else { panic!("{name}") };
            format!("{name}: {} ({})", failed[0].error, failed[0].error.hint())
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn a_heading_in_brackets_is_no_json_and_a_workbook_of_any_tool_is_one() {
    let rows = format!("{HEADER}{GOOD}").replace("Lärare", "[Lärare]").replace("Enhet;", "[Enhet];");
    let error = read_bytes(rows.as_bytes(), "").unwrap_err().to_string();
    assert!(error.contains("has no column `Enhet`"), "{error}");
    // As a tool writes it that names its parts otherwise.
    let error = read_bytes(&zip(&[("xl/workbook2.xml", "")]), "").unwrap_err().to_string();
    assert!(error.contains("the workbook cannot be opened"), "{error}");
}
