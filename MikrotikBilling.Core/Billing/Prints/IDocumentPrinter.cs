namespace MikrotikBilling.Core.Billing.Prints;

/// <summary>Draws and prints one document of a batch; implemented where documents are drawn.</summary>
public interface IDocumentPrinter
{
    /// <summary>Null when documents can be printed here; else one sentence that says what to do.</summary>
    string? WhyNot { get; }

    /// <summary>So many make sense at the same time.</summary>
    int AtOnce { get; }

    /// <exception cref="PrinterAwayException">Nothing prints here at the moment: the batch stops, and can be resumed.</exception>
    /// <exception cref="DocumentUnprintableException">This one cannot be printed; the others can.</exception>
    Task<byte[]> PrintAsync(PrintKind kind, Guid documentId, CancellationToken cancellationToken);
}

/// <summary>The message says what to do, in one sentence for people.</summary>
public sealed class PrinterAwayException(string message, Exception? innerException = null) : Exception(message, innerException);

/// <summary>The message says why, in one sentence for people.</summary>
public sealed class DocumentUnprintableException(string message, Exception? innerException = null) : Exception(message, innerException);
