using FluentValidation;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Reports.Expenses;

/// <summary>An expense as it is entered.</summary>
public sealed record SaveExpense
{
    /// <summary>Made with the form: the same id is never booked twice.</summary>
    public Guid? Id { get; init; }

    /// <summary>The day on the bill; null is today.</summary>
    public DateOnly? SpentOn { get; init; }

    public string? Category { get; init; }

    /// <summary>In whole units of the tenant's currency, with its digits.</summary>
    public decimal? Amount { get; init; }

    public ExpenseWay Way { get; init; }
    public string? Supplier { get; init; }
    public string? Reference { get; init; }
    public string? Note { get; init; }
}

public sealed class SaveExpenseValidator : AbstractValidator<SaveExpense>
{
    public SaveExpenseValidator()
    {
        RuleFor(e => e.Category).NotEmpty().Says("What was it for?").MaximumLength(40).Says("At most 40 letters.").BeLine();
        RuleFor(e => e.Amount).NotNull().Says("How much was it?");
        RuleFor(e => e.Amount).GreaterThan(0).Says("More than nothing.").LessThanOrEqualTo(MoneyBounds.Most).Says(MoneyBounds.TooMuch).When(e => e.Amount is not null);
        RuleFor(e => e.Way).IsInEnum().Says("Choose how it was paid.");
        RuleFor(e => e.Supplier).MaximumLength(120).Says("At most 120 letters.").BeLine();
        RuleFor(e => e.Reference).MaximumLength(64).Says("At most 64 letters.").BeLine();
        RuleFor(e => e.Note).MaximumLength(500).Says("At most 500 letters.").BeText();
    }
}

/// <summary>Takes an expense back.</summary>
public sealed record ReverseExpense
{
    public string? Reason { get; init; }
}

public sealed class ReverseExpenseValidator : AbstractValidator<ReverseExpense>
{
    public ReverseExpenseValidator() => RuleFor(e => e.Reason).NotEmpty().Says("Why is it taken back?").MaximumLength(300).Says("At most 300 letters.").BeLine();
}
