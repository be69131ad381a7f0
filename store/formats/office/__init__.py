"""Readers of Word's and of spreadsheets' own files: docx, xlsx, ods, xls."""
