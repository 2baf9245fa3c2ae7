using FluentValidation;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Reports.Saved;

/// <summary>A report to be opened again.</summary>
public sealed record SaveReport
{
    public string Name { get; init; } = "";

    /// <summary>Its address with its filters: <c>/reports/revenue?period=week</c>. Left as it is where a saved one is edited.</summary>
    public string? Of { get; init; }

    /// <summary>With all who may see that report.</summary>
    public bool IsShared { get; init; }
}

public sealed class SaveReportValidator : AbstractValidator<SaveReport>
{
    public SaveReportValidator() => RuleFor(r => r.Name).NotEmpty().Says("What shall it be called?").MaximumLength(SavedReportConfiguration.MaxName).BeLine();
}
