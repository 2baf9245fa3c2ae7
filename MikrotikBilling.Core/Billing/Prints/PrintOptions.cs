using System.ComponentModel.DataAnnotations;

namespace MikrotikBilling.Core.Billing.Prints;

/// <summary>Section <c>Printing</c>: batches of documents.</summary>
public sealed class PrintOptions
{
    public const string Section = "Printing";

    /// <summary>Documents of one batch.</summary>
    [Range(1, 100_000)]
    public int MaxDocuments { get; set; } = 5000;

    /// <summary>How long the files of a batch are kept once it is over.</summary>
    [Range(1, 365)]
    public int KeepDays { get; set; } = 7;

    /// <summary>Where they are; empty takes <c>prints</c> in the data folder. Several nodes share one.</summary>
    public string? Directory { get; set; }
}
