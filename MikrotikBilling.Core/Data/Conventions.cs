using System.Linq.Expressions;
using System.Net;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Data;

/// <summary>What holds for every entity: foreign keys restrict, instants are UTC, enums are words, tenant rows are filtered.</summary>
internal static class Conventions
{
    private static readonly MethodInfo FilterMethod =
        typeof(Conventions).GetMethod(nameof(FilterByTenant), BindingFlags.NonPublic | BindingFlags.Static)!;

    public static void Configure(ModelConfigurationBuilder configuration)
    {
        configuration.Properties<DateTimeOffset>().HaveConversion<UtcConverter>();
        configuration.Properties<string>().HaveMaxLength(256);
        configuration.Properties<Enum>().HaveConversion<string>().HaveMaxLength(32);
        configuration.Properties<IPAddress>().HaveConversion<IPAddressConverter>().HaveMaxLength(45);
        configuration.ComplexProperties<Money>();
    }

    public static void Apply(ModelBuilder builder, AppDbContext context)
    {
        foreach (var entity in builder.Model.GetEntityTypes().ToList())
        {
            foreach (var key in entity.GetForeignKeys()) key.DeleteBehavior = DeleteBehavior.Restrict;
            foreach (var complex in entity.GetComplexProperties().Where(p => p.ClrType == typeof(Money)))
            {
                complex.ComplexType.FindProperty(nameof(Money.Minor))!.SetColumnName($"{complex.Name}Minor");
                var currency = complex.ComplexType.FindProperty(nameof(Money.Currency))!;
                currency.SetColumnName($"{complex.Name}Currency");
                currency.SetMaxLength(3);
            }
            if (typeof(IVersioned).IsAssignableFrom(entity.ClrType))
                builder.Entity(entity.ClrType).Property(nameof(IVersioned.Version)).IsConcurrencyToken();
            if (typeof(ITenantOwned).IsAssignableFrom(entity.ClrType))
                FilterMethod.MakeGenericMethod(entity.ClrType).Invoke(null, [builder, context]);
            AssignIdsInCode(entity);
        }
    }

    private static void FilterByTenant<T>(ModelBuilder builder, AppDbContext context) where T : class, ITenantOwned
    {
        Expression<Func<T, bool>> filter = row => row.TenantId == context.TenantId;
        builder.Entity<T>().HasQueryFilter(QueryFilters.Tenant, filter);
    }

    /// <summary>Guid keys are made in code (version 7), so that events know them before saving.</summary>
    private static void AssignIdsInCode(IMutableEntityType entity)
    {
        if (entity.FindPrimaryKey() is { Properties: [{ ClrType: var type } property] } && type == typeof(Guid))
            property.ValueGenerated = ValueGenerated.Never;
    }
}

/// <summary>Instants leave the database as UTC and enter it as UTC.</summary>
internal sealed class UtcConverter() : ValueConverter<DateTimeOffset, DateTimeOffset>(
    value => value.ToUniversalTime(), value => value.ToUniversalTime());

/// <summary>SQLite has no instant: 100 ns ticks since year 1, UTC, so that they sort and compare as integers.</summary>
internal sealed class UtcTicksConverter() : ValueConverter<DateTimeOffset, long>(
    value => value.UtcTicks, value => new DateTimeOffset(value, TimeSpan.Zero));

internal sealed class IPAddressConverter() : ValueConverter<IPAddress, string>(value => value.ToString(), value => IPAddress.Parse(value));
