using FluentValidation;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Vouchers.Mikhmon;

/// <summary>One batch of mikhmon's that is taken into the books, and what its codes sell.</summary>
public sealed record AdoptMikhmon
{
    /// <summary>Made with the form: pressed twice, it makes one batch.</summary>
    public Guid Id { get; init; }

    public Guid RouterId { get; init; }

    /// <summary>Which of them, by comment and profile on the router.</summary>
    public string Comment { get; init; } = "";

    public string RouterProfile { get; init; } = "";

    /// <summary>Of the codes that were looked at.</summary>
    public string? Stamp { get; init; }

    public Guid ProfileId { get; init; }
    public decimal? SalesPrice { get; init; }
    public decimal? Price { get; init; }
    public int? TimeCount { get; init; }
    public SpanUnit? TimeUnit { get; init; }
}

public sealed class AdoptMikhmonValidator : AbstractValidator<AdoptMikhmon>
{
    public AdoptMikhmonValidator()
    {
        RuleFor(a => a.Id).NotEmpty().Says("The form is incomplete. Load the page anew.");
        RuleFor(a => a.ProfileId).NotEmpty().Says("Which profile do they sell?");
        RuleFor(a => a.SalesPrice).GreaterThanOrEqualTo(0).Says("Nothing or more.").LessThanOrEqualTo(TakePaymentValidator.Most).Says(TakePaymentValidator.TooMuch);
        RuleFor(a => a.Price).GreaterThanOrEqualTo(0).Says("Nothing or more.").LessThanOrEqualTo(TakePaymentValidator.Most).Says(TakePaymentValidator.TooMuch);
        RuleFor(a => a.TimeCount).InclusiveBetween(1, 1000).Says("From 1 to 1000.").When(a => a.TimeCount is not null);
        RuleFor(a => a.TimeUnit).Must((a, unit) => (unit is null) == (a.TimeCount is null)).Says("How long, and of what?");
    }
}

/// <summary>One batch of mikhmon's as it would come in.</summary>
/// <param name="Profile">Ours of the same name; null where there is none.</param>
/// <param name="Codes">What is good of it, and what cannot be taken and why.</param>
public sealed record MikhmonGroup(string Comment, string RouterProfile, Profile? Profile, MikhmonTerms? Terms, ImportPreview Codes);

/// <summary>What a router has of mikhmon's vouchers.</summary>
/// <param name="Running">In use: they end as mikhmon's script says.</param>
/// <param name="Used">Used or switched off, with the comment of their batch still.</param>
public sealed record MikhmonPreview(Guid RouterId, string Router, IReadOnlyList<MikhmonGroup> Groups, int Running, int Used, int Others);

/// <summary>
/// Takes vouchers that mikhmon made into the books, batch by batch. Only reads the router: each log-in goes on working there as it did.
/// </summary>
public sealed class MikhmonAdoption(AppDbContext db, RouterLink link, VoucherImport import)
{
    private const int LongestNotes = 500;

    /// <summary>Reads the router and proposes; nothing is kept.</summary>
    public async Task<Result<MikhmonPreview>> LookAsync(Guid routerId, CancellationToken cancellationToken)
    {
        if (await db.Set<Router>().AsNoTracking().Where(r => r.Id == routerId).Select(r => r.Name).SingleOrDefaultAsync(cancellationToken) is not { } router) return Refusal.NotFound;
        var reading = await ReadAsync(routerId, cancellationToken);
        if (!reading.Ok) return reading.Refusal;
        var profiles = await db.Set<Profile>().AsNoTracking().Where(p => p.IsActive).ToListAsync(cancellationToken);
        var groups = new List<MikhmonGroup>();
        foreach (var batch in reading.Value.Batches)
        {
            var codes = await import.CheckAsync(batch.Text, cancellationToken);
            if (!codes.Ok) return codes.Refusal;
            var same = profiles.Find(p => string.Equals(p.Name, batch.Profile, StringComparison.OrdinalIgnoreCase));
            groups.Add(new MikhmonGroup(batch.Comment, batch.Profile, same, batch.Terms, codes.Value));
        }
        return new MikhmonPreview(routerId, router, groups, reading.Value.Running, reading.Value.Used, reading.Value.Others);
    }

    /// <summary>All good codes of one batch, in one transaction. Refused where the router has others by now than those that were looked at.</summary>
    public async Task<Result<VoucherBatch>> AdoptAsync(AdoptMikhmon input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (await db.Set<VoucherBatch>().AsNoTracking().SingleOrDefaultAsync(b => b.Id == input.Id, cancellationToken) is { } known) return known;
        var looked = await LookAsync(input.RouterId, cancellationToken);
        if (!looked.Ok) return looked.Refusal;
        var group = looked.Value.Groups.FirstOrDefault(g => g.Comment == input.Comment && g.RouterProfile == input.RouterProfile);
        if (group is null || group.Codes.Codes.Count == 0) return new Refusal("voucher-adopt.gone", $"Nothing of {input.Comment} can be taken from {looked.Value.Router} now.");
        if (group.Codes.Stamp != input.Stamp) return new Refusal("voucher-adopt.changed", $"{looked.Value.Router} has other codes of {input.Comment} by now. Look at them anew.");
        return await import.ImportAsync(new ImportVouchers
        {
            Id = input.Id,
            ProfileId = input.ProfileId,
            SalesPrice = input.SalesPrice,
            Price = input.Price,
            TimeCount = input.TimeCount,
            TimeUnit = input.TimeUnit,
            RouterIds = [input.RouterId],
            Notes = TextRules.Cut($"Made by mikhmon on {looked.Value.Router}: {input.Comment}, profile {input.RouterProfile}", LongestNotes),
            Text = group.Codes.Text,
        }, cancellationToken);
    }

    private async Task<Result<MikhmonReading>> ReadAsync(Guid routerId, CancellationToken cancellationToken)
    {
        try
        {
            return await MikhmonReading.ReadAsync(await link.OpenAsync(routerId, RouterUse.Bulk, cancellationToken), cancellationToken);
        }
        catch (RouterOsException e) when (e.Kind == RouterOsErrorKind.NoSuchCommand)
        {
            return new MikhmonReading([], 0, 0, 0);
        }
        catch (RouterOsException e)
        {
            return new Refusal("voucher-adopt.router", $"It could not be read to its end: {e.Message}");
        }
    }
}
