using System.ComponentModel.DataAnnotations;

namespace MikrotikBilling.Web.Shell.Printing;

/// <summary>Section <c>Pdf</c>.</summary>
public sealed class PdfOptions
{
    public const string Section = "Pdf";

    /// <summary>False: no browser is ever started.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Chrome, Chromium or Edge; empty: looked for in the usual places and in PATH.</summary>
    public string BrowserPath { get; set; } = "";

    /// <summary>Documents printed at once; null: one a core.</summary>
    [Range(1, 64)]
    public int? MaxParallel { get; set; }

    /// <summary>Documents that may wait for a place; one more is refused.</summary>
    [Range(1, 100_000)]
    public int MaxWaiting { get; set; } = 200;

    /// <summary>The browser is started anew after so many documents.</summary>
    [Range(1, 1_000_000)]
    public int DocumentsPerBrowser { get; set; } = 500;

    /// <summary>Of one document, without its time in the queue.</summary>
    internal TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A browser that does not answer a question within this hangs.</summary>
    internal TimeSpan SilenceLimit { get; set; } = TimeSpan.FromSeconds(10);

    internal int Parallel => MaxParallel ?? Environment.ProcessorCount;
}
