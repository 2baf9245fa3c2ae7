using FluentValidation;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Billing.Invoices;

/// <summary>One line of a draft, as it is typed. One without text and price is left out.</summary>
public sealed record DraftLine
{
    public string? Text { get; init; }
    public decimal? Quantity { get; init; }
    public string? Unit { get; init; }

    /// <summary>Of one unit, in whole units of the currency; with tax in it where prices have that.</summary>
    public decimal? Price { get; init; }

    /// <summary>Off the line, in the terms of the price.</summary>
    public decimal? Discount { get; init; }

    public bool Taxed { get; init; }

    public bool IsBlank => string.IsNullOrWhiteSpace(Text) && Price is null && Discount is null;
}

/// <summary>An invoice that somebody writes by hand.</summary>
public sealed record SaveInvoiceDraft
{
    // A list that forms can be bound into.
    public IList<DraftLine> Lines { get; init; } = [];

    /// <summary>Null takes the customer's terms when it is issued.</summary>
    public DateOnly? DueOn { get; init; }

    public string? Note { get; init; }
}

public sealed class SaveInvoiceDraftValidator : AbstractValidator<SaveInvoiceDraft>
{
    public const int MostLines = 50;

    private const decimal MostOfOne = 1_000_000_000m;

    public SaveInvoiceDraftValidator()
    {
        RuleFor(d => d.Lines).Must(lines => lines.Any(l => !l.IsBlank)).Says("Write at least one line.").Must(lines => lines.Count <= MostLines).Says($"At most {MostLines} lines.");
        RuleFor(d => d.Note).MaximumLength(1000).Says("At most 1,000 letters.").BeText();
        RuleForEach(d => d.Lines).Where(l => !l.IsBlank).ChildRules(line =>
        {
            line.RuleFor(l => l.Text).NotEmpty().Says("What is it for?").MaximumLength(200).Says("At most 200 letters.").BeLine();
            line.RuleFor(l => l.Unit).MaximumLength(20).Says("At most 20 letters.").BeLine();
            line.RuleFor(l => l.Quantity).GreaterThan(0).Says("More than nothing.").LessThan(1_000_000).Says(MoneyBounds.TooMuch)
                .Must(q => q is null || decimal.Round(q.Value, 3) == q).Says("At most three digits after the point.");
            line.RuleFor(l => l.Price).NotNull().Says("What does one cost?").GreaterThanOrEqualTo(0).Says("Not less than nothing.").LessThan(MostOfOne).Says(MoneyBounds.TooMuch);
            line.RuleFor(l => l.Discount).GreaterThanOrEqualTo(0).Says("Not less than nothing.").LessThan(MostOfOne).Says(MoneyBounds.TooMuch);
        });
    }
}
