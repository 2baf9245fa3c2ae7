using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Subscriptions.Transfer;

/// <summary>One row of an export: a service with its customer, or a customer without one.</summary>
public sealed record ExportRow(
    string CustomerNumber, string Name, string? Company, string? TaxNumber, string? Email, string? Phone, string? Address, string? Notes,
    string? UserName, string? Password, string? Profile, string? Router, SubscriptionStatus? Status, DateTimeOffset? StartsAt, DateTimeOffset? ExpiresAt,
    string? MacAddress, string? FixedAddress, bool Archived, string? Country, string? Region);

/// <summary>Customers and their services as a file: read in chunks, never as a whole, and kept in the history.</summary>
public sealed class CustomerExport(AppDbContext db, CustomerQueries customers, TenantQueries tenants, CurrentTenant tenant, SecretBox secrets, AuditLog audit)
{
    /// <summary>All that a list shows, by name.</summary>
    public async IAsyncEnumerable<ExportRow> RowsAsync(CustomerFilter filter, bool withPasswords, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var written = 0;
        try
        {
            if (withPasswords) await RecordAsync("customers.passwords-exported", "Began to export customers with their passwords.");
            for (string? cursor = null; ;)
            {
                var chunk = await customers.ChunkAsync(filter with { Cursor = cursor }, cancellationToken);
                foreach (var row in await RowsAsync(chunk.Items, withPasswords, cancellationToken))
                {
                    written++;
                    yield return row;
                }
                if ((cursor = chunk.Next) is null) break;
            }
        }
        finally
        {
            // Also when whoever asked has left: what went out, went out.
            await RecordAsync("customers.exported", $"Exported {written:N0} rows of customers and services{(withPasswords ? " with their passwords" : "")}.");
        }
    }

    /// <returns>How many rows were written below the header.</returns>
    public async Task<int> WriteAsync(Stream output, CustomerFilter filter, TransferStyle style, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(style);
        var zone = (await tenants.CurrentAsync(cancellationToken)).Zone;
        var columns = TransferColumns.All.Where(c => style.WithPasswords || c.Field != TransferField.Password).ToList();
        var rows = 0;
        await using var file = new TransferFile(output, style);
        await file.RowAsync(columns.Select(c => c.Header), cancellationToken);
        await foreach (var row in RowsAsync(filter, style.WithPasswords, cancellationToken))
        {
            await file.RowAsync(columns.Select(c => Cell(row, c.Field, zone)), cancellationToken);
            rows++;
        }
        return rows;
    }

    private static string? Cell(ExportRow row, TransferField field, TimeZoneInfo zone) => field switch
    {
        TransferField.CustomerNumber => row.CustomerNumber,
        TransferField.Name => row.Name,
        TransferField.Company => row.Company,
        TransferField.TaxNumber => row.TaxNumber,
        TransferField.Email => row.Email,
        TransferField.Phone => row.Phone,
        TransferField.Address => row.Address,
        TransferField.Notes => row.Notes,
        TransferField.UserName => row.UserName,
        TransferField.Password => row.Password,
        TransferField.Profile => row.Profile,
        TransferField.Router => row.Router,
        TransferField.Status => row.Status?.ToString(),
        TransferField.StartsAt => row.StartsAt is { } starts ? RowValues.Text(starts, zone) : null,
        TransferField.ExpiresAt => row.ExpiresAt is { } expires ? RowValues.Text(expires, zone) : null,
        TransferField.MacAddress => row.MacAddress,
        TransferField.FixedAddress => row.FixedAddress,
        TransferField.Country => row.Country,
        TransferField.Region => row.Region,
        _ => row.Archived ? "yes" : null,
    };

    private async Task<List<ExportRow>> RowsAsync(IReadOnlyList<Customer> people, bool withPasswords, CancellationToken cancellationToken)
    {
        List<Guid> ids = [.. people.Select(c => c.Id)];
        var services = (await db.Set<Subscription>().AsNoTracking().Where(s => ids.Contains(s.CustomerId)).OrderBy(s => s.Id)
            .Select(s => new { s.CustomerId, s.UserName, s.ProtectedPassword, Profile = s.Profile!.Name, Router = s.Router!.Name, s.Status, s.StartsAt, s.ExpiresAt, s.MacAddress, s.Address, s.ArchivedAt })
            .ToListAsync(cancellationToken)).ToLookup(s => s.CustomerId);
        var rows = new List<ExportRow>(people.Count);
        foreach (var c in people)
        {
            // Of a restored customer the services of the time before stay put away.
            var own = services[c.Id].Where(s => c.ArchivedAt is not null || s.ArchivedAt is null).ToList();
            rows.AddRange(own.Select(s => Row(c) with
            {
                UserName = s.UserName,
                Password = withPasswords ? Reveal(s.ProtectedPassword) : null,
                Profile = s.Profile,
                Router = s.Router,
                Status = s.Status,
                StartsAt = s.StartsAt,
                ExpiresAt = s.ExpiresAt,
                MacAddress = s.MacAddress,
                FixedAddress = s.Address?.ToString(),
            }));
            if (own.Count == 0) rows.Add(Row(c));
        }
        return rows;
    }

    private static ExportRow Row(Customer c) => new(
        c.NumberText, c.Name, c.Company, c.TaxNumber, c.Email, c.Phone, c.Address, c.Notes, null, null, null, null, null, null, null, null, null, c.ArchivedAt is not null, c.Country, c.Region);

    /// <summary>Empty when its key ring is gone: the rest of the file is worth having.</summary>
    private string? Reveal(string stored)
    {
        try
        {
            return secrets.RevealOrNull(stored) ?? Credentials.NotKnown;
        }
        catch (SecretLostException)
        {
            return null;
        }
    }

    private async Task RecordAsync(string action, string summary)
    {
        audit.Record(action, "tenant", tenant.Required, summary);
        await db.SaveChangesAsync(CancellationToken.None);
    }
}
