using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using MikrotikBilling.Core.Billing.Changes;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Billing.Changes;

/// <summary>Another profile, or an end, in the middle of what is paid, as JSON. A preview names its moment and stamp; sent back with the change, it is booked to the minor unit or refused.</summary>
public static class ChangesApi
{
    public sealed record PlanRequest(Guid? ProfileId, bool LetOpen, DateTimeOffset? AsOf, string? Stamp);

    public sealed record EndRequest(bool? GivesBack, string? Reason, DateTimeOffset? AsOf, string? Stamp);

    public sealed record CreditJson(Guid? InvoiceId, string? Number, DateTimeOffset From, DateTimeOffset To, decimal Amount);

    public sealed record ChargeJson(string Text, DateTimeOffset? From, DateTimeOffset? To, decimal Net, decimal Tax, decimal Total);

    public sealed record PriceJson(
        string Currency, IReadOnlyList<CreditJson> Credits, IReadOnlyList<ChargeJson> Charges, decimal Back, decimal BackAsCredit, decimal Lost, decimal Cost, decimal CreditBefore, decimal CreditAfter, decimal Missing,
        DateTimeOffset AsOf, string Stamp);

    public sealed record ChangedJson(PriceJson Price, IReadOnlyList<string> CreditNotes, Guid? InvoiceId, string? InvoiceNumber);

    public static void MapChanges(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/subscriptions/{id:guid}").RequireAuthorization(SubscriptionsPermissions.Manage);
        api.MapPost("/plan/preview", (Guid id, PlanRequest body, ContractChanges changes, CancellationToken cancellationToken) => PreviewAsync(Wish(id, body), changes, cancellationToken))
            .Validates<PlanRequest>();
        api.MapPost("/plan", (Guid id, PlanRequest body, ContractChanges changes, CancellationToken cancellationToken) => CarryOutAsync(Wish(id, body), changes, cancellationToken)).Validates<PlanRequest>();
        api.MapPost("/end/preview", (Guid id, EndRequest body, ContractChanges changes, CancellationToken cancellationToken) => PreviewAsync(Wish(id, body), changes, cancellationToken))
            .Validates<EndRequest>();
        api.MapPost("/end", (Guid id, EndRequest body, ContractChanges changes, CancellationToken cancellationToken) => CarryOutAsync(Wish(id, body), changes, cancellationToken)).Validates<EndRequest>();
    }

    private static ChangeWish Wish(Guid id, PlanRequest body) => new(id) { ProfileId = body.ProfileId, LetOpen = body.LetOpen, AsOf = body.AsOf, Stamp = body.Stamp };

    private static ChangeWish Wish(Guid id, EndRequest body) => new(id) { GivesBack = body.GivesBack!.Value, Reason = body.Reason, AsOf = body.AsOf, Stamp = body.Stamp, LetOpen = true };

    private static async Task<Results<Ok<PriceJson>, ProblemHttpResult>> PreviewAsync(ChangeWish wish, ContractChanges changes, CancellationToken cancellationToken)
    {
        var plan = await changes.PlanAsync(wish with { AsOf = null }, cancellationToken);
        return plan.Ok ? TypedResults.Ok(Json(plan.Value)) : ApiResults.Problem(plan.Refusal);
    }

    private static async Task<Results<Ok<ChangedJson>, ProblemHttpResult>> CarryOutAsync(ChangeWish wish, ContractChanges changes, CancellationToken cancellationToken)
    {
        var done = await changes.CarryOutAsync(wish, cancellationToken);
        return done.Ok ? TypedResults.Ok(new ChangedJson(Json(done.Value.Price), done.Value.CreditNotes, done.Value.InvoiceId, done.Value.InvoiceNumber)) : ApiResults.Problem(done.Refusal);
    }

    private static PriceJson Json(ContractPrice price) => new(
        price.CreditBefore.Currency, [.. price.Credits.Select(c => new CreditJson(c.InvoiceId, c.InvoiceNumber, c.From, c.To, c.Amount.ToDecimal()))],
        [.. (price.Charge?.Lines ?? []).Select(l => new ChargeJson(l.Source.Text, l.Source.PeriodStart, l.Source.PeriodEnd, l.Net.ToDecimal(), l.Tax.ToDecimal(), l.Total.ToDecimal()))],
        price.Back.ToDecimal(), price.BackAsCredit.ToDecimal(), price.Lost.ToDecimal(), price.Cost.ToDecimal(), price.CreditBefore.ToDecimal(), price.CreditAfter.ToDecimal(), price.Missing.ToDecimal(), price.AsOf, price.Stamp);
}

public sealed class PlanRequestValidator : AbstractValidator<ChangesApi.PlanRequest>
{
    public PlanRequestValidator() => RuleFor(r => r.ProfileId).NotEmpty().Says("Choose a profile.");
}

public sealed class EndRequestValidator : AbstractValidator<ChangesApi.EndRequest>
{
    public EndRequestValidator() => RuleFor(r => r.GivesBack).NotNull().Says("Say whether unused time is given back: true or false.");
}
