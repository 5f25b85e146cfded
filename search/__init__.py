"""Finding: documents, queries, Hebrew, and the engines behind one interface. Knows no users and no pages."""
