using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MikrotikBilling.Core.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class ServiceKinds : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Subscriptions_RouterId",
                table: "Subscriptions");

            migrationBuilder.DropIndex(
                name: "IX_Subscriptions_TenantId_UserName",
                table: "Subscriptions");

            migrationBuilder.DropIndex(
                name: "IX_RouterAccounts_SubscriptionId_RouterId",
                table: "RouterAccounts");

            migrationBuilder.DropIndex(
                name: "IX_Customers_TenantId_MainExpiresAt_Id",
                table: "Customers");

            migrationBuilder.DropIndex(
                name: "IX_Customers_TenantId_MainProfileId_SortName_Id",
                table: "Customers");

            migrationBuilder.DropIndex(
                name: "IX_Customers_TenantId_MainRouterId_SortName_Id",
                table: "Customers");

            migrationBuilder.DropIndex(
                name: "IX_Customers_TenantId_MainStatus_MainExpiresAt_Id",
                table: "Customers");

            migrationBuilder.DropIndex(
                name: "IX_Customers_TenantId_MainStatus_SortName_Id",
                table: "Customers");

            migrationBuilder.DropIndex(
                name: "IX_Customers_TenantId_SortName_Id",
                table: "Customers");

            migrationBuilder.AddColumn<string>(
                name: "Address",
                table: "Subscriptions",
                type: "nvarchar(45)",
                maxLength: 45,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Allowance",
                table: "Subscriptions",
                type: "int",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "ArchivedAt",
                table: "Subscriptions",
                type: "datetimeoffset",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "CancelledAt",
                table: "Subscriptions",
                type: "datetimeoffset",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "MacAddress",
                table: "Subscriptions",
                type: "nvarchar(17)",
                maxLength: 17,
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "PausedAt",
                table: "Subscriptions",
                type: "datetimeoffset",
                nullable: true);

            migrationBuilder.AddColumn<TimeSpan>(
                name: "TimeLeft",
                table: "Subscriptions",
                type: "time",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Category",
                table: "Profiles",
                type: "nvarchar(32)",
                maxLength: 32,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "Highlights",
                table: "Profiles",
                type: "nvarchar(2000)",
                maxLength: 2000,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "IdleMinutes",
                table: "Profiles",
                type: "int",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "IsFeatured",
                table: "Profiles",
                type: "bit",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "SessionMinutes",
                table: "Profiles",
                type: "int",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "SharedUsers",
                table: "Profiles",
                type: "int",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "ArchivedAt",
                table: "Customers",
                type: "datetimeoffset",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Company",
                table: "Customers",
                type: "nvarchar(160)",
                maxLength: 160,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "TaxNumber",
                table: "Customers",
                type: "nvarchar(40)",
                maxLength: 40,
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_Subscriptions_RouterId_Address",
                table: "Subscriptions",
                columns: new[] { "RouterId", "Address" },
                unique: true,
                filter: "\"Address\" IS NOT NULL AND \"CancelledAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Subscriptions_TenantId_UserName",
                table: "Subscriptions",
                columns: new[] { "TenantId", "UserName" },
                unique: true,
                filter: "\"ArchivedAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_RouterAccounts_RouterId_AppliedName",
                table: "RouterAccounts",
                columns: new[] { "RouterId", "AppliedName" });

            migrationBuilder.CreateIndex(
                name: "IX_RouterAccounts_SubscriptionId_RouterId_Kind",
                table: "RouterAccounts",
                columns: new[] { "SubscriptionId", "RouterId", "Kind" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Customers_TenantId_ArchivedAt_Id",
                table: "Customers",
                columns: new[] { "TenantId", "ArchivedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Customers_TenantId_MainExpiresAt_Id",
                table: "Customers",
                columns: new[] { "TenantId", "MainExpiresAt", "Id" },
                filter: "\"ArchivedAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Customers_TenantId_MainProfileId_SortName_Id",
                table: "Customers",
                columns: new[] { "TenantId", "MainProfileId", "SortName", "Id" },
                filter: "\"ArchivedAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Customers_TenantId_MainRouterId_SortName_Id",
                table: "Customers",
                columns: new[] { "TenantId", "MainRouterId", "SortName", "Id" },
                filter: "\"ArchivedAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Customers_TenantId_MainStatus_MainExpiresAt_Id",
                table: "Customers",
                columns: new[] { "TenantId", "MainStatus", "MainExpiresAt", "Id" },
                filter: "\"ArchivedAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Customers_TenantId_MainStatus_SortName_Id",
                table: "Customers",
                columns: new[] { "TenantId", "MainStatus", "SortName", "Id" },
                filter: "\"ArchivedAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Customers_TenantId_SortName_Id",
                table: "Customers",
                columns: new[] { "TenantId", "SortName", "Id" },
                filter: "\"ArchivedAt\" IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Subscriptions_RouterId_Address",
                table: "Subscriptions");

            migrationBuilder.DropIndex(
                name: "IX_Subscriptions_TenantId_UserName",
                table: "Subscriptions");

            migrationBuilder.DropIndex(
                name: "IX_RouterAccounts_RouterId_AppliedName",
                table: "RouterAccounts");

            migrationBuilder.DropIndex(
                name: "IX_RouterAccounts_SubscriptionId_RouterId_Kind",
                table: "RouterAccounts");

            migrationBuilder.DropIndex(
                name: "IX_Customers_TenantId_ArchivedAt_Id",
                table: "Customers");

            migrationBuilder.DropIndex(
                name: "IX_Customers_TenantId_MainExpiresAt_Id",
                table: "Customers");

            migrationBuilder.DropIndex(
                name: "IX_Customers_TenantId_MainProfileId_SortName_Id",
                table: "Customers");

            migrationBuilder.DropIndex(
                name: "IX_Customers_TenantId_MainRouterId_SortName_Id",
                table: "Customers");

            migrationBuilder.DropIndex(
                name: "IX_Customers_TenantId_MainStatus_MainExpiresAt_Id",
                table: "Customers");

            migrationBuilder.DropIndex(
                name: "IX_Customers_TenantId_MainStatus_SortName_Id",
                table: "Customers");

            migrationBuilder.DropIndex(
                name: "IX_Customers_TenantId_SortName_Id",
                table: "Customers");

            migrationBuilder.DropColumn(
                name: "Address",
                table: "Subscriptions");

            migrationBuilder.DropColumn(
                name: "Allowance",
                table: "Subscriptions");

            migrationBuilder.DropColumn(
                name: "ArchivedAt",
                table: "Subscriptions");

            migrationBuilder.DropColumn(
                name: "CancelledAt",
                table: "Subscriptions");

            migrationBuilder.DropColumn(
                name: "MacAddress",
                table: "Subscriptions");

            migrationBuilder.DropColumn(
                name: "PausedAt",
                table: "Subscriptions");

            migrationBuilder.DropColumn(
                name: "TimeLeft",
                table: "Subscriptions");

            migrationBuilder.DropColumn(
                name: "Category",
                table: "Profiles");

            migrationBuilder.DropColumn(
                name: "Highlights",
                table: "Profiles");

            migrationBuilder.DropColumn(
                name: "IdleMinutes",
                table: "Profiles");

            migrationBuilder.DropColumn(
                name: "IsFeatured",
                table: "Profiles");

            migrationBuilder.DropColumn(
                name: "SessionMinutes",
                table: "Profiles");

            migrationBuilder.DropColumn(
                name: "SharedUsers",
                table: "Profiles");

            migrationBuilder.DropColumn(
                name: "ArchivedAt",
                table: "Customers");

            migrationBuilder.DropColumn(
                name: "Company",
                table: "Customers");

            migrationBuilder.DropColumn(
                name: "TaxNumber",
                table: "Customers");

            migrationBuilder.CreateIndex(
                name: "IX_Subscriptions_RouterId",
                table: "Subscriptions",
                column: "RouterId");

            migrationBuilder.CreateIndex(
                name: "IX_Subscriptions_TenantId_UserName",
                table: "Subscriptions",
                columns: new[] { "TenantId", "UserName" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_RouterAccounts_SubscriptionId_RouterId",
                table: "RouterAccounts",
                columns: new[] { "SubscriptionId", "RouterId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Customers_TenantId_MainExpiresAt_Id",
                table: "Customers",
                columns: new[] { "TenantId", "MainExpiresAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Customers_TenantId_MainProfileId_SortName_Id",
                table: "Customers",
                columns: new[] { "TenantId", "MainProfileId", "SortName", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Customers_TenantId_MainRouterId_SortName_Id",
                table: "Customers",
                columns: new[] { "TenantId", "MainRouterId", "SortName", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Customers_TenantId_MainStatus_MainExpiresAt_Id",
                table: "Customers",
                columns: new[] { "TenantId", "MainStatus", "MainExpiresAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Customers_TenantId_MainStatus_SortName_Id",
                table: "Customers",
                columns: new[] { "TenantId", "MainStatus", "SortName", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Customers_TenantId_SortName_Id",
                table: "Customers",
                columns: new[] { "TenantId", "SortName", "Id" });
        }
    }
}
