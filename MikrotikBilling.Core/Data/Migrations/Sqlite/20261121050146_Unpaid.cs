using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MikrotikBilling.Core.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Unpaid : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "PayPageHosts",
                table: "SystemSettings",
                type: "TEXT",
                maxLength: 4000,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "PayPageUrl",
                table: "SystemSettings",
                type: "TEXT",
                maxLength: 300,
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "AlarmId",
                table: "RouterStatuses",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "UnpaidMode",
                table: "Routers",
                type: "TEXT",
                maxLength: 32,
                nullable: false,
                defaultValue: "");

            migrationBuilder.CreateTable(
                name: "Alarms",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    TenantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Subject = table.Column<Guid>(type: "TEXT", nullable: false),
                    RouterId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Text = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    Routers = table.Column<int>(type: "INTEGER", nullable: false),
                    Down = table.Column<int>(type: "INTEGER", nullable: false),
                    Customers = table.Column<int>(type: "INTEGER", nullable: false),
                    Times = table.Column<int>(type: "INTEGER", nullable: false),
                    RaisedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    LastAt = table.Column<long>(type: "INTEGER", nullable: false),
                    SeenAt = table.Column<long>(type: "INTEGER", nullable: true),
                    SeenBy = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    ClearedAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Alarms", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_RouterStatuses_AlarmId",
                table: "RouterStatuses",
                column: "AlarmId",
                filter: "\"AlarmId\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Alarms_TenantId_ClearedAt_Id",
                table: "Alarms",
                columns: new[] { "TenantId", "ClearedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Alarms_TenantId_Kind_Subject",
                table: "Alarms",
                columns: new[] { "TenantId", "Kind", "Subject" },
                unique: true,
                filter: "\"ClearedAt\" IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Alarms");

            migrationBuilder.DropIndex(
                name: "IX_RouterStatuses_AlarmId",
                table: "RouterStatuses");

            migrationBuilder.DropColumn(
                name: "PayPageHosts",
                table: "SystemSettings");

            migrationBuilder.DropColumn(
                name: "PayPageUrl",
                table: "SystemSettings");

            migrationBuilder.DropColumn(
                name: "AlarmId",
                table: "RouterStatuses");

            migrationBuilder.DropColumn(
                name: "UnpaidMode",
                table: "Routers");
        }
    }
}
