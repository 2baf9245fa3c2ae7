using FluentValidation;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Payments.Gateways.Outgoing;

/// <summary>Money that is to go back by the way it came.</summary>
public sealed record SendBack
{
    /// <summary>Made with the form: the provider does the same refund once.</summary>
    public Guid Id { get; init; }

    public decimal? Amount { get; init; }
    public string? Reason { get; init; }
}

public sealed class SendBackValidator : AbstractValidator<SendBack>
{
    public SendBackValidator()
    {
        RuleFor(p => p.Id).NotEmpty().WithMessage("The form is incomplete. Load the page anew.");
        RuleFor(p => p.Amount).NotNull().WithMessage("How much is given back?");
        RuleFor(p => p.Amount).GreaterThan(0).WithMessage("More than nothing.").LessThanOrEqualTo(TakePaymentValidator.Most).WithMessage(TakePaymentValidator.TooMuch).When(p => p.Amount is not null);
        RuleFor(p => p.Reason).NotEmpty().WithMessage("Why is it given back?").MaximumLength(200).WithMessage("At most 200 letters.").BeLine();
    }
}

/// <summary>What can go back by its provider.</summary>
/// <param name="Account">As the staff calls it.</param>
/// <param name="Left">What of it has not gone back yet.</param>
public sealed record ReturnWay(string Account, Money Left);

/// <summary>
/// Has providers give money back. What they say of it is booked like any other news of theirs, so a refund that is made in the provider's own portal and
/// one that is made here end alike.
/// </summary>
public sealed class GatewayRefunds(AppDbContext db, GatewayCatalog gateways, GatewayConnections connections, GatewayBooking booking, RefundsUnderWay underWay, TenantQueries tenants, AuditLog audit)
{
    /// <summary>Null where the payment did not come by a provider, or it gives nothing back on request.</summary>
    public async Task<ReturnWay?> WayOfAsync(Guid paymentId, CancellationToken cancellationToken) =>
        await FindAsync(paymentId, cancellationToken) is ({ } movement, { } account, _) && movement.State == MovementState.Succeeded && movement.RefundedMinor < movement.AmountMinor && !underWay.IsUnderWay(movement.Id)
            ? new ReturnWay(account.Name, movement.Amount with { Minor = movement.AmountMinor - movement.RefundedMinor }) : null;

    /// <returns>A sentence about how it stands; a refusal in the provider's words.</returns>
    public async Task<Result<string>> SendBackAsync(Guid paymentId, SendBack input, string site, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (await FindAsync(paymentId, cancellationToken) is not ({ } movement, { } account, { } gateway)) return Refusal.NotFound;
        var amount = PaymentAmount.Of(input.Amount, (await tenants.CurrentAsync(cancellationToken)).Currency);
        if (!amount.Ok) return amount.Refusal;
        if (movement.State != MovementState.Succeeded || amount.Value.Minor > movement.AmountMinor - movement.RefundedMinor)
            return new Refusal("refund.too-much", $"{movement.Amount with { Minor = Math.Max(0, movement.AmountMinor - movement.RefundedMinor) }} of it has not gone back yet.", nameof(input.Amount));
        if (!underWay.Begin(movement.Id)) return new Refusal("refund.under-way", $"{account.Name} was asked to give it back a moment ago. Wait for its word.");
        Result<GatewayNews?> answer;
        try
        {
            // Whoever asked may go away; what is begun with the provider is brought to its end.
            answer = await gateway.RefundAsync(connections.Open(account, site), movement, amount.Value, input.Reason!.Trim(), input.Id, CancellationToken.None);
        }
        catch (GatewaySilentException e)
        {
            underWay.End(movement.Id);
            return new Refusal("refund.silent", $"{e.Message} It is not known whether the money went back. Press again: the same refund is done once.");
        }
        // Where the provider's word comes later, it stays under way.
        if (!answer.Ok || answer.Value is not null) underWay.End(movement.Id);
        if (!answer.Ok) return answer.Refusal;
        await db.InTransactionAsync(async token =>
        {
            audit.Record("payment.sent-back", "payment", paymentId, $"Had {account.Name} give {amount.Value} back: {input.Reason}");
            await db.SaveChangesAsync(token);
            return answer.Value is { } news ? await booking.ApplyAsync(account, gateway.Info.Method, news, token) : new MovementOutcome(movement.Id, "pending", "", false);
        }, CancellationToken.None);
        return answer.Value is null ? $"{account.Name} has taken the request. The books follow once it says that the money went back." : $"{amount.Value} went back by {account.Name}.";
    }

    private async Task<(GatewayMovement? Movement, GatewayAccount? Account, IRefundsPayments? Gateway)> FindAsync(Guid paymentId, CancellationToken cancellationToken)
    {
        var found = await db.Set<GatewayMovement>().AsNoTracking().Where(m => m.PaymentId == paymentId)
            .Select(m => new { Movement = m, Account = db.Set<GatewayAccount>().First(a => a.Id == m.AccountId) }).FirstOrDefaultAsync(cancellationToken);
        return found is not null && gateways.Find(found.Account.Gateway) is IRefundsPayments gateway ? (found.Movement, found.Account, gateway) : (null, null, null);
    }
}
