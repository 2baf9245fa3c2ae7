using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Clocks;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Features.Payments.Clocks;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Payments.Attempts;

/// <summary>Everything the page of one request draws.</summary>
/// <param name="Refusal">Why the last press did nothing.</param>
public sealed record AttemptView(AttemptLine Line, bool MayTake, TenantTime Time, string? Refusal = null)
{
    public PaymentAttempt Attempt => Line.Attempt;
    public string Url => AttemptsPages.Request(Attempt.Id);

    /// <summary>How far the payment that came of it is on its way to the router.</summary>
    public PaidClockView? Clock { get; init; }
}

/// <summary>Everything the form draws.</summary>
/// <param name="Target">What is asked for; null where it cannot be.</param>
/// <param name="WhyNot">Why there is no target.</param>
public sealed record AskView(RequestPayment Input, AttemptTarget? Target, string? WhyNot, IReadOnlyList<PayChoice> Choices, string Currency, bool MayManage)
{
    /// <summary>The names of those that keep what is paid with.</summary>
    public string Keepers => PayChoice.KeepersOf(Choices);

    public string BackUrl => Target is { } target ? target.InvoiceId is { } invoice ? $"/invoices/{invoice}" : $"/customers/{target.CustomerId}" : Input.CustomerId is { } customer ? $"/customers/{customer}" : PaymentsPages.Payments;
}

/// <summary>Gathers what the pages of requests need.</summary>
public sealed class AttemptViews(AttemptQueries attempts, AttemptTargets targets, ClockQueries clocks, TenantClock clock, IAuthorizationService authorization, TenantQueries tenants)
{
    public async Task<AttemptView?> OfAsync(Guid id, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (await attempts.FindAsync(id, cancellationToken) is not { } line) return null;
        var time = await clock.NowAsync(cancellationToken);
        return new AttemptView(line, await authorization.MayAsync(user, PaymentsPermissions.Take), time)
        {
            Clock = line.PaymentId is { } payment ? new PaidClockView(payment, await clocks.OfPaymentAsync(payment, cancellationToken), time) : null,
        };
    }

    public async Task<AskView> AskAsync(RequestPayment input, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var target = await targets.FindAsync(input with { Amount = null }, cancellationToken);
        // Nothing is due: the person says how much.
        if (target.Refusal is { Code: "attempt.nothing-due" }) target = await targets.FindAsync(input with { Amount = input.Amount ?? 1 }, cancellationToken);
        var shown = input with { Amount = input.Amount ?? (target.Ok && target.Value.Due.Minor > 0 ? target.Value.Due.ToDecimal() : null), Phone = input.Phone ?? target.Value?.Phone };
        return new AskView(shown, target.Ok ? target.Value : null, target.Refusal?.Message, await attempts.ChoicesAsync(cancellationToken), (await tenants.CurrentAsync(cancellationToken)).Currency,
            await authorization.MayAsync(user, GatewaysPermissions.Manage));
    }
}
