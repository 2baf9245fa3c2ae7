using FluentValidation;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Vouchers;

/// <summary>What a person says of a shop, kiosk or person that sells vouchers.</summary>
public sealed record SavePointOfSale
{
    public string? Name { get; init; }
    public string? Phone { get; init; }
    public string? Notes { get; init; }
}

public sealed class SavePointOfSaleValidator : AbstractValidator<SavePointOfSale>
{
    public SavePointOfSaleValidator()
    {
        RuleFor(p => p.Name).NotEmpty().Says("What is it called?").MaximumLength(80).Says("At most 80 letters.").BeLine();
        RuleFor(p => p.Phone).MaximumLength(32).Says("At most 32 signs.").BeLine();
        RuleFor(p => p.Notes).MaximumLength(500).Says("At most 500 letters.").BeText();
    }
}

/// <summary>Adds points of sale, renames them, switches them off. One that has sold stays for ever.</summary>
public sealed class PointOfSaleService(AppDbContext db, AuditLog audit, TimeProvider clock)
{
    private const string Subject = "point-of-sale";

    private static Refusal Taken { get; } = new("point-of-sale.duplicate-name", "There is one of this name already.", nameof(SavePointOfSale.Name));

    public Task<Result<PointOfSale>> AddAsync(SavePointOfSale input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        return SaveAsync(token =>
        {
            var shop = new PointOfSale { Name = "", CreatedAt = clock.GetUtcNow() };
            Apply(shop, input);
            db.Add(shop);
            audit.Record("point-of-sale.added", Subject, shop.Id, $"Added point of sale {shop.Name}.");
            return Task.FromResult<Result<PointOfSale>>(shop);
        }, cancellationToken);
    }

    /// <param name="version">That of the row as it was read; null saves whatever happened to it since.</param>
    public Task<Result<PointOfSale>> EditAsync(Guid id, int? version, SavePointOfSale input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        return SaveAsync(async token =>
        {
            if (await db.Set<PointOfSale>().SingleOrDefaultAsync(p => p.Id == id, token) is not { } shop) return Refusal.NotFound;
            if (version is { } expected) db.Expect(shop, expected);
            Apply(shop, input);
            audit.Record("point-of-sale.edited", Subject, id, $"Edited point of sale {shop.Name}.");
            return shop;
        }, cancellationToken);
    }

    /// <summary>Switched off, it is offered for no new sale; what it sold stays its own.</summary>
    public Task<Result<PointOfSale>> SetActiveAsync(Guid id, bool active, CancellationToken cancellationToken) => SaveAsync(async token =>
    {
        if (await db.Set<PointOfSale>().SingleOrDefaultAsync(p => p.Id == id, token) is not { } shop) return Refusal.NotFound;
        if (shop.IsActive == active) return shop;
        shop.IsActive = active;
        audit.Record(active ? "point-of-sale.on" : "point-of-sale.off", Subject, id, $"Switched point of sale {shop.Name} {(active ? "on" : "off")}.");
        return shop;
    }, cancellationToken);

    private static void Apply(PointOfSale shop, SavePointOfSale input) =>
        (shop.Name, shop.Phone, shop.Notes) = (input.Name!.Trim(), Kept(input.Phone), Kept(input.Notes));

    private async Task<bool> IsTakenAsync(PointOfSale shop, CancellationToken cancellationToken) =>
        (await db.Set<PointOfSale>().Where(p => p.Id != shop.Id).Select(p => p.Name).ToListAsync(cancellationToken)).Exists(n => n.Equals(shop.Name, StringComparison.OrdinalIgnoreCase));

    private static string? Kept(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private async Task<Result<PointOfSale>> SaveAsync(Func<CancellationToken, Task<Result<PointOfSale>>> change, CancellationToken cancellationToken)
    {
        try
        {
            return await db.ChangeAsync(async token =>
            {
                var changed = await change(token);
                // Written in other capitals it is the same shop; the index tells apart what is written alike at the same moment.
                if (changed.Ok && await IsTakenAsync(changed.Value, token)) return Taken;
                if (changed.Ok) await db.SaveChangesAsync(token);
                return changed;
            }, cancellationToken);
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation("Name"))
        {
            return Taken;
        }
    }
}
