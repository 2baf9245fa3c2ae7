namespace MikrotikBilling.Web.Shell.Printing;

/// <summary>Prints a complete HTML document. The paper is what its own CSS says (<c>@page</c>).</summary>
public interface IPdfPrinter
{
    /// <summary>Null when documents can be printed here; else one sentence that says what to do.</summary>
    string? WhyNot { get; }

    /// <exception cref="PdfUnavailableException">There is no browser to print with.</exception>
    /// <exception cref="PdfBusyException">Too many documents wait already.</exception>
    /// <exception cref="PdfFailedException">This document could not be printed.</exception>
    Task<byte[]> PrintAsync(string html, CancellationToken cancellationToken);
}

/// <summary>No browser prints here; the message says what to install or set, in one sentence for people.</summary>
public sealed class PdfUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException);

/// <summary>More documents wait than may; the same print may be asked for again later.</summary>
public sealed class PdfBusyException(int waiting) : Exception($"{waiting} documents wait to be printed already; try again in a moment.");

/// <summary>The document took too long, or the browser died over it twice.</summary>
public sealed class PdfFailedException(string message, Exception? innerException = null) : Exception(message, innerException);
