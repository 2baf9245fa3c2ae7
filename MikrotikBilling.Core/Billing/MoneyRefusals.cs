using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Billing;

/// <summary>What money says no to in several places.</summary>
public static class MoneyRefusals
{
    public static Refusal StalePreview { get; } =
        new("money.stale-preview", "Something changed since this was reckoned, so nothing was booked. This is how it stands now.");

    public const string NotEnoughCode = "money.not-enough";

    public static Refusal NotEnough(Money missing) => new(NotEnoughCode, $"{missing} is missing.", "Amount");
}
