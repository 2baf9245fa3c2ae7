using FluentValidation;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Payments.Gateways.Reconciling;

/// <summary>Whose list it is, and of which days.</summary>
public sealed record NewReconciliation
{
    public Guid AccountId { get; init; }

    /// <summary>First day that the list is about; null takes that of its first line.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last day, included.</summary>
    public DateOnly? To { get; init; }
}

public sealed class NewReconciliationValidator : AbstractValidator<NewReconciliation>
{
    private const int MostDays = 366;

    public NewReconciliationValidator()
    {
        RuleFor(n => n.AccountId).NotEmpty().Says("Whose list is it?");
        RuleFor(n => n.To).GreaterThanOrEqualTo(n => n.From).Says("The last day is before the first.").When(n => n.From is not null && n.To is not null);
        RuleFor(n => n.To).Must((n, to) => to!.Value.DayNumber - n.From!.Value.DayNumber < MostDays).Says("At most a year.").When(n => n.From is not null && n.To is not null);
    }
}

/// <summary>Which column holds what, as a person says.</summary>
public sealed record ReadStatement
{
    /// <summary>Names of columns, by what they hold; what is left empty is left out.</summary>
    public Dictionary<StatementColumn, string?> Columns { get; init; } = [];

    public DateOrder Dates { get; init; }

    /// <summary>IANA name; null is the company's own.</summary>
    public string? Zone { get; init; }
}

public sealed class ReadStatementValidator : AbstractValidator<ReadStatement>
{
    public ReadStatementValidator()
    {
        RuleFor(r => r.Columns).NotNull().Says("Say which columns hold what.");
        RuleFor(r => r.Dates).IsInEnum().Says("Choose from the list.");
        RuleFor(r => r.Zone).Must(z => string.IsNullOrEmpty(z) || TimeZoneInfo.TryFindSystemTimeZoneById(z, out _)).Says("There is no such time zone.");
    }
}

public sealed record SettleByNote
{
    public string? Note { get; init; }
}

public sealed class SettleByNoteValidator : AbstractValidator<SettleByNote>
{
    public SettleByNoteValidator() => RuleFor(n => n.Note).NotEmpty().Says("Why may it stay so?").MaximumLength(500).Says("At most 500 letters.").BeLine();
}
