using FluentValidation;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Reports.Drawer;

/// <summary>The drawer as somebody counted it.</summary>
public sealed record CloseDrawer
{
    /// <summary>Made with the form: the same id closes once.</summary>
    public Guid? Id { get; init; }

    /// <summary>In whole units of the tenant's currency.</summary>
    public decimal? Counted { get; init; }

    /// <summary>Stays in the drawer; null is nothing.</summary>
    public decimal? Left { get; init; }

    /// <summary>What lay in it in the morning; asked at the very first close alone.</summary>
    public decimal? Opening { get; init; }

    /// <summary>Wanted where it is not what it should be.</summary>
    public string? Reason { get; init; }

    /// <summary>What the person was told should be in it; when money moved since, it is refused. Null counts with what is now.</summary>
    public string? Stamp { get; init; }
}

public sealed class CloseDrawerValidator : AbstractValidator<CloseDrawer>
{
    private const string NotBelow = "Nothing or more.";

    public CloseDrawerValidator()
    {
        RuleFor(c => c.Counted).NotNull().Says("How much is in it?");
        RuleFor(c => c.Counted).GreaterThanOrEqualTo(0).Says(NotBelow).LessThanOrEqualTo(MoneyBounds.Most).Says(MoneyBounds.TooMuch).When(c => c.Counted is not null);
        RuleFor(c => c.Left).GreaterThanOrEqualTo(0).Says(NotBelow).LessThanOrEqualTo(c => c.Counted ?? MoneyBounds.Most).Says("Not more than there is.").When(c => c.Left is not null);
        RuleFor(c => c.Opening).GreaterThanOrEqualTo(0).Says(NotBelow).LessThanOrEqualTo(MoneyBounds.Most).Says(MoneyBounds.TooMuch).When(c => c.Opening is not null);
        RuleFor(c => c.Reason).MaximumLength(300).Says("At most 300 letters.").BeLine();
    }
}

/// <summary>What should be in the drawer now.</summary>
/// <param name="Last">The close it begins with; null before the first.</param>
/// <param name="Booked">What the ledger's cash account holds.</param>
public sealed record DrawerState(DrawerClose? Last, Money Opening, Money Taken, Money Booked)
{
    public Money Expected => Opening + Taken;

    /// <summary>Names what it was reckoned from.</summary>
    public string Stamp => $"{Last?.Number ?? 0}-{Booked.Minor}";
}
